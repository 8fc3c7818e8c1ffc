package io.dirgate.certtool.ca;

import io.dirgate.certtool.pki.Profile;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the profile of a certificate that is no CA's. */
public final class LeafProfileConverter implements ITypeConverter<Profile> {
    @Override
    public Profile convert(String text) {
        return Arrays.stream(Profile.values())
                .filter(profile -> !profile.isCa() && profile.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text
                        + "' is not a profile; there are server, client and domain-controller (for CAs: ca intermediate"
                        + " and ca sign-subordinate)"));
    }
}
