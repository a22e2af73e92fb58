package dev.aatomic.processor.read;

import java.util.regex.Pattern;
import javax.lang.model.type.TypeMirror;

/** Writes types for messages: as a source with imports would. */
public final class ReadableTypes {

    private static final Pattern PACKAGES =
            Pattern.compile("(?:\\b\\p{javaLowerCase}\\p{javaJavaIdentifierPart}*\\.)+");

    private ReadableTypes() {}

    /**
     * Writes a type without packages.
     *
     * @param type the type
     * @return for example {@code Map<String, Integer>}
     */
    public static String of(TypeMirror type) {
        return PACKAGES.matcher(type.toString()).replaceAll("").replaceAll(",(?! )", ", ");
    }
}
