package dev.aatomic.runtime.support.wire;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/** Cuts a stream of bytes into messages. */
final class FrameReader {

    private final DataInputStream in;

    FrameReader(InputStream in) {
        this.in = new DataInputStream(new BufferedInputStream(in));
    }

    /**
     * A message with a type, or a single byte; null at the end.
     *
     * @param single asked, once something is there, whether it is a single byte
     */
    Frame next(BooleanSupplier single) throws IOException {
        int type = in.read();
        if (type < 0) {
            return null;
        }
        return single.getAsBoolean() ? new Frame(Frame.UNTYPED, new byte[] {(byte) type}) : rest((char) type, 1);
    }

    /** A message without a type; null at the end. */
    Frame nextUntyped() throws IOException {
        return rest(Frame.UNTYPED, 0);
    }

    private Frame rest(char type, int before) throws IOException {
        try {
            int length = in.readInt();
            ByteBuffer bytes = ByteBuffer.allocate(before + length);
            if (before > 0) {
                bytes.put((byte) type);
            }
            bytes.putInt(length);
            in.readFully(bytes.array(), bytes.position(), bytes.remaining());
            return new Frame(type, bytes.array());
        } catch (EOFException cutShort) {
            return null;
        }
    }
}
