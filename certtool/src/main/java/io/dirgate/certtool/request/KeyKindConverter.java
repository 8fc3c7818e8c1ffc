package io.dirgate.certtool.request;

import io.dirgate.certtool.pki.KeyKind;
import io.dirgate.certtool.report.Failure;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a kind of key on the command line. */
public final class KeyKindConverter implements ITypeConverter<KeyKind> {
    @Override
    public KeyKind convert(String text) {
        try {
            return KeyKind.parse(text);
        } catch (Failure e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
