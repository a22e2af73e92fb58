package dev.aatomic.runtime.internal.jdbc.handle;

import java.io.IOException;
import java.io.OutputStream;

/** Bytes that the driver writes to its connection, perhaps. */
final class OutputStreamHandle extends OutputStream {

    private final StreamTurn turn;
    private final OutputStream driver;

    OutputStreamHandle(ConnectionHandle opener, OutputStream driver) {
        this.turn = new StreamTurn(opener, HandleOwner.Kind.STATEMENT);
        this.driver = driver;
    }

    @Override
    public void write(int value) throws IOException {
        turn.run(() -> driver.write(value));
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        turn.run(() -> driver.write(buffer, offset, length));
    }

    @Override
    public void flush() throws IOException {
        turn.run(driver::flush);
    }

    /** Closes the stream; that writes what is in the driver's buffer. */
    @Override
    public void close() throws IOException {
        turn.run(driver::close);
    }
}
