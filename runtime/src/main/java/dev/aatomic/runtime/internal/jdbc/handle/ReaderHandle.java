package dev.aatomic.runtime.internal.jdbc.handle;

import java.io.IOException;
import java.io.Reader;

/** Characters that the driver reads from its connection, perhaps. */
final class ReaderHandle extends Reader {

    private final StreamTurn turn;
    private final Reader driver;

    ReaderHandle(ConnectionHandle opener, Reader driver) {
        this.turn = new StreamTurn(opener, HandleOwner.Kind.FETCH);
        this.driver = driver;
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        return turn.call(() -> driver.read(buffer, offset, length));
    }

    @Override
    public long skip(long count) throws IOException {
        return turn.call(() -> driver.skip(count));
    }

    @Override
    public boolean ready() throws IOException {
        return turn.call(driver::ready);
    }

    @Override
    public boolean markSupported() {
        return driver.markSupported();
    }

    @Override
    public void mark(int limit) throws IOException {
        turn.run(() -> driver.mark(limit));
    }

    @Override
    public void reset() throws IOException {
        turn.run(driver::reset);
    }

    @Override
    public void close() throws IOException {
        turn.close(driver::close);
    }
}
