package dev.aatomic.runtime.support.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One message of PostgreSQL's protocol, version 3.
 *
 * @param type its first byte; {@link #UNTYPED} if it has none, as the first messages of a connection
 * @param bytes all of it as it travels
 */
record Frame(char type, byte[] bytes) {

    static final char UNTYPED = 0;

    private static final int HEADER = 5;
    private static final int CANCEL_REQUEST = 80_877_102;
    private static final int SSL_REQUEST = 80_877_103;
    private static final int GSS_REQUEST = 80_877_104;

    boolean isCancelRequest() {
        return code() == CANCEL_REQUEST;
    }

    /** Whether a single byte answers it, and another untyped message follows. */
    boolean asksForEncryption() {
        return code() == SSL_REQUEST || code() == GSS_REQUEST;
    }

    private int code() {
        return type == UNTYPED && bytes.length >= 8 ? ByteBuffer.wrap(bytes).getInt(4) : 0;
    }

    /** One of the strings that the message begins with. */
    String text(int number) {
        int from = HEADER;
        for (int i = 0; i < number; i++) {
            from = end(from) + 1;
        }
        return new String(bytes, from, end(from) - from, StandardCharsets.UTF_8);
    }

    private int end(int from) {
        int end = from;
        while (bytes[end] != 0) {
            end++;
        }
        return end;
    }
}
