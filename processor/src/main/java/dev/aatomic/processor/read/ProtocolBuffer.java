package dev.aatomic.processor.read;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A message of Protocol Buffers, read field by field without a description of it. Not safe for use by several threads. */
final class ProtocolBuffer {

    private final byte[] bytes;
    private int position;

    ProtocolBuffer(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes a message with its length before it off the front. */
    ProtocolBuffer delimited() {
        int length = varint();
        byte[] message = slice(length);
        return new ProtocolBuffer(message);
    }

    /** The fields of a number that hold messages. */
    List<ProtocolBuffer> messages(int field) {
        List<ProtocolBuffer> messages = new ArrayList<>();
        for (Field each : fields()) {
            if (each.number == field) {
                messages.add(new ProtocolBuffer(each.content));
            }
        }
        return messages;
    }

    /** The field of a number that holds a message. */
    Optional<ProtocolBuffer> message(int field) {
        return messages(field).stream().findFirst();
    }

    /** The field of a number that holds a text. */
    Optional<String> text(int field) {
        return fields().stream()
                .filter(each -> each.number == field)
                .map(each -> new String(each.content, UTF_8))
                .findFirst();
    }

    /** The field of a number that holds a number. */
    int number(int field, int absent) {
        return fields().stream()
                .filter(each -> each.number == field)
                .map(each -> each.value)
                .findFirst()
                .orElse(absent);
    }

    /** Of a number, or of bytes. */
    private record Field(int number, int value, byte[] content) {}

    private List<Field> fields() {
        int start = position;
        List<Field> fields = new ArrayList<>();
        while (position < bytes.length) {
            int tag = varint();
            fields.add(field(tag >>> 3, tag & 7));
        }
        position = start;
        return fields;
    }

    private Field field(int number, int wireType) {
        return switch (wireType) {
            case 0 -> new Field(number, varint(), new byte[0]);
            case 1 -> new Field(number, 0, slice(8));
            case 2 -> new Field(number, 0, slice(varint()));
            case 5 -> new Field(number, 0, slice(4));
            default -> throw new IndexOutOfBoundsException("No such wire type: " + wireType);
        };
    }

    private byte[] slice(int length) {
        if (length < 0 || length > bytes.length - position) {
            throw new IndexOutOfBoundsException("No " + length + " bytes at " + position);
        }
        position += length;
        return Arrays.copyOfRange(bytes, position - length, position);
    }

    private int varint() {
        int value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes[position++];
            if (shift < 32) {
                value |= (next & 0x7f) << shift;
            }
            if (next >= 0) {
                return value;
            }
        }
    }
}
