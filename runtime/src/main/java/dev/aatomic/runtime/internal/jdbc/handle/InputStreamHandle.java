package dev.aatomic.runtime.internal.jdbc.handle;

import java.io.IOException;
import java.io.InputStream;

/** Bytes that the driver reads from its connection, perhaps. */
final class InputStreamHandle extends InputStream {

    private final StreamTurn turn;
    private final InputStream driver;

    InputStreamHandle(ConnectionHandle opener, InputStream driver) {
        this.turn = new StreamTurn(opener, HandleOwner.Kind.FETCH);
        this.driver = driver;
    }

    @Override
    public int read() throws IOException {
        return turn.call(driver::read);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return turn.call(() -> driver.read(buffer, offset, length));
    }

    @Override
    public long skip(long count) throws IOException {
        return turn.call(() -> driver.skip(count));
    }

    @Override
    public int available() throws IOException {
        return turn.call(driver::available);
    }

    @Override
    public boolean markSupported() {
        return driver.markSupported();
    }

    @Override
    public synchronized void mark(int limit) {
        try {
            // PostgreSQL's large objects ask the server where they are.
            turn.run(() -> driver.mark(limit));
        } catch (IOException ended) {
            // It cannot be thrown here: whoever reads on, or goes back, is told.
            return;
        }
    }

    @Override
    public synchronized void reset() throws IOException {
        turn.run(driver::reset);
    }

    @Override
    public void close() throws IOException {
        turn.close(driver::close);
    }
}
