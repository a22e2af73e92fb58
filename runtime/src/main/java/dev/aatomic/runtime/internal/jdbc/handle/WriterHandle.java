package dev.aatomic.runtime.internal.jdbc.handle;

import java.io.IOException;
import java.io.Writer;

/** Characters that the driver writes to its connection, perhaps. */
final class WriterHandle extends Writer {

    private final StreamTurn turn;
    private final Writer driver;

    WriterHandle(ConnectionHandle opener, Writer driver) {
        this.turn = new StreamTurn(opener, HandleOwner.Kind.STATEMENT);
        this.driver = driver;
    }

    @Override
    public void write(char[] buffer, int offset, int length) throws IOException {
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
