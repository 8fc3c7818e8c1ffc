package io.dirgate.certtool.directory;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a purpose on the command line. */
final class PurposeConverter implements ITypeConverter<Purpose> {
    @Override
    public Purpose convert(String text) {
        for (Purpose purpose : Purpose.values()) {
            if (purpose.toString().equals(text)) {
                return purpose;
            }
        }
        throw new TypeConversionException("'" + text + "' is neither ldaps nor smart-card");
    }
}
