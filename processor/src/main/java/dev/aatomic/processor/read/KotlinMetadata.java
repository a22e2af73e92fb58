package dev.aatomic.processor.read;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.aatomic.processor.read.KotlinFunctions.Hidden;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads which functions {@code kotlin.Metadata} lists: a table of names, and a class, both written as Protocol Buffers. What
 * cannot be read is taken for a class without functions.
 */
final class KotlinMetadata {

    /** Where in a class its functions and properties are; in those, what this needs of them. */
    private static final int CLASS_FUNCTION = 9;

    private static final int CLASS_PROPERTY = 10;
    private static final int NAME = 2;
    private static final int FUNCTION_FLAGS = 9;
    private static final int PROPERTY_FLAGS = 11;
    private static final int SIGNATURE = 100;
    private static final int SIGNATURE_NAME = 1;
    private static final int GETTER = 3;
    private static final int SETTER = 4;

    /** In the table: how many names in a row are alike, and the text of one that is not in the list of texts. */
    private static final int TABLE_RECORD = 1;

    private static final int RECORD_RANGE = 1;
    private static final int RECORD_TEXT = 6;

    /** Public, open, without anything special. */
    private static final int DEFAULT_FLAGS = 6;

    private static final int INTERNAL = 0;
    private static final int PUBLIC = 3;

    private final List<String> names;
    private final List<Hidden> functions = new ArrayList<>();

    private KotlinMetadata(List<String> names) {
        this.names = names;
    }

    /**
     * Lists the functions of a class, and those accessors of properties whose names Kotlin has made up.
     *
     * @param data the attribute {@code d1}
     * @param texts the attribute {@code d2}
     */
    static List<Hidden> functions(List<String> data, List<String> texts) {
        // The first character says that each of the others is a byte.
        String joined = String.join("", data);
        if (joined.isEmpty() || joined.charAt(0) != 0) {
            return List.of();
        }
        try {
            ProtocolBuffer buffer = new ProtocolBuffer(joined.substring(1).getBytes(ISO_8859_1));
            KotlinMetadata metadata = new KotlinMetadata(names(buffer.delimited(), texts));
            metadata.read(buffer);
            return metadata.functions;
        } catch (IndexOutOfBoundsException malformed) {
            return List.of();
        }
    }

    private static List<String> names(ProtocolBuffer table, List<String> texts) {
        List<String> names = new ArrayList<>();
        for (ProtocolBuffer record : table.messages(TABLE_RECORD)) {
            int range = record.number(RECORD_RANGE, 1);
            Optional<String> text = record.text(RECORD_TEXT);
            for (int count = 0; count < range; count++) {
                String listed = names.size() < texts.size() ? texts.get(names.size()) : "";
                names.add(text.orElse(listed));
            }
        }
        return names;
    }

    private void read(ProtocolBuffer type) {
        for (ProtocolBuffer function : type.messages(CLASS_FUNCTION)) {
            if (isVisible(function.number(FUNCTION_FLAGS, DEFAULT_FLAGS))) {
                String name = name(function, NAME);
                add(
                        name,
                        function.message(SIGNATURE)
                                .map(signature -> name(signature, SIGNATURE_NAME))
                                .filter(compiledName -> !compiledName.isEmpty())
                                .orElse(name));
            }
        }
        for (ProtocolBuffer property : type.messages(CLASS_PROPERTY)) {
            if (isVisible(property.number(PROPERTY_FLAGS, DEFAULT_FLAGS))) {
                property.message(SIGNATURE).ifPresent(signature -> {
                    addAccessor(name(property, NAME), signature.message(GETTER));
                    addAccessor(name(property, NAME), signature.message(SETTER));
                });
            }
        }
    }

    private void addAccessor(String property, Optional<ProtocolBuffer> signature) {
        signature
                .map(accessor -> name(accessor, SIGNATURE_NAME))
                .filter(compiledName -> !compiledName.isEmpty())
                .ifPresent(compiledName -> add(property, compiledName));
    }

    private void add(String name, String compiledName) {
        functions.add(new Hidden(name, compiledName));
    }

    private String name(ProtocolBuffer message, int field) {
        int index = message.number(field, -1);
        return index < 0 ? "" : names.get(index);
    }

    private static boolean isVisible(int flags) {
        int visibility = flags >> 1 & 7;
        return visibility == PUBLIC || visibility == INTERNAL;
    }
}
