package dev.aatomic.runtime.internal.jdbc.handle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.jdbc.handle.HandleOwner.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Streams of the driver are read and written in turn, and end with their block. */
@Tag("D8")
final class StreamHandlesTest {

    private final List<String> calls = new ArrayList<>();
    private @Nullable IOException failure;
    private boolean marks;
    private final DirectOwner owner = new DirectOwner(new FakeDriver().connection());
    private final ConnectionHandle connection = (ConnectionHandle) ConnectionHandle.open(owner);
    private final InputStream input = handle(new Input());
    private final Reader reader = handle(new Characters());
    private final OutputStream output = handle(new Output());
    private final Writer writer = handle(new Text());

    @SuppressWarnings("unchecked")
    private <T> T handle(T stream) {
        try {
            T handle = (T) Objects.requireNonNull(ValueHandles.leadBack(connection, stream, Object.class));
            assertThat(handle).isNotSameAs(stream);
            return handle;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private int called(String call, int answer) throws IOException {
        calls.add(call);
        if (failure != null) {
            throw failure;
        }
        return answer;
    }

    private final class Input extends InputStream {

        @Override
        public int read() throws IOException {
            return called("read", 9);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return called("read " + offset + " " + length, 3);
        }

        @Override
        public long skip(long count) throws IOException {
            return called("skip " + count, 4);
        }

        @Override
        public int available() throws IOException {
            return called("available", 5);
        }

        @Override
        public boolean markSupported() {
            return marks;
        }

        @Override
        public synchronized void mark(int limit) {
            calls.add("mark " + limit);
        }

        @Override
        public synchronized void reset() throws IOException {
            called("reset", 0);
        }

        @Override
        public void close() throws IOException {
            called("close", 0);
        }
    }

    private final class Characters extends Reader {

        @Override
        public int read(char[] buffer, int offset, int length) throws IOException {
            return called("read " + offset + " " + length, 3);
        }

        @Override
        public long skip(long count) throws IOException {
            return called("skip " + count, 4);
        }

        @Override
        public boolean ready() throws IOException {
            return called("ready", 0) == 0 && marks;
        }

        @Override
        public boolean markSupported() {
            return marks;
        }

        @Override
        public void mark(int limit) throws IOException {
            called("mark " + limit, 0);
        }

        @Override
        public void reset() throws IOException {
            called("reset", 0);
        }

        @Override
        public void close() throws IOException {
            called("close", 0);
        }
    }

    private final class Output extends OutputStream {

        @Override
        public void write(int value) throws IOException {
            called("write " + value, 0);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            called("write " + offset + " " + length, 0);
        }

        @Override
        public void flush() throws IOException {
            called("flush", 0);
        }

        @Override
        public void close() throws IOException {
            called("close", 0);
        }
    }

    private final class Text extends Writer {

        @Override
        public void write(char[] buffer, int offset, int length) throws IOException {
            called("write " + offset + " " + length, 0);
        }

        @Override
        public void flush() throws IOException {
            called("flush", 0);
        }

        @Override
        public void close() throws IOException {
            called("close", 0);
        }
    }

    @Test
    void bytesAreReadInTurn() throws IOException {
        assertThat(input.read()).isEqualTo(9);
        assertThat(input.read(new byte[8], 1, 2)).isEqualTo(3);
        assertThat(input.skip(6)).isEqualTo(4);
        assertThat(input.available()).isEqualTo(5);
        input.mark(7);
        input.reset();
        assertThat(owner.takeKinds()).hasSize(6).containsOnly(Kind.FETCH);
        input.close();

        assertThat(owner.takeKinds()).containsExactly(Kind.PROPERTY);
        assertThat(calls).containsExactly("read", "read 1 2", "skip 6", "available", "mark 7", "reset", "close");
    }

    @Test
    void charactersAreReadInTurn() throws IOException {
        assertThat(reader.read(new char[8], 1, 2)).isEqualTo(3);
        assertThat(reader.skip(6)).isEqualTo(4);
        assertThat(reader.ready()).isFalse();
        marks = true;
        assertThat(reader.ready()).isTrue();
        reader.mark(7);
        reader.reset();
        assertThat(owner.takeKinds()).hasSize(6).containsOnly(Kind.FETCH);
        reader.close();

        assertThat(owner.takeKinds()).containsExactly(Kind.PROPERTY);
        assertThat(calls).containsExactly("read 1 2", "skip 6", "ready", "ready", "mark 7", "reset", "close");
    }

    @Test
    void bytesAreWrittenInTurn() throws IOException {
        output.write(9);
        output.write(new byte[8], 1, 2);
        output.flush();
        output.close();

        assertThat(owner.takeKinds()).hasSize(4).containsOnly(Kind.STATEMENT);
        assertThat(calls).containsExactly("write 9", "write 1 2", "flush", "close");
    }

    @Test
    void charactersAreWrittenInTurn() throws IOException {
        writer.write(new char[8], 1, 2);
        writer.flush();
        writer.close();

        assertThat(owner.takeKinds()).hasSize(3).containsOnly(Kind.STATEMENT);
        assertThat(calls).containsExactly("write 1 2", "flush", "close");
    }

    @Test
    void whetherAStreamCanBeMarkedTakesNoTurn() {
        assertThat(input.markSupported()).isFalse();
        assertThat(reader.markSupported()).isFalse();
        marks = true;
        assertThat(input.markSupported()).isTrue();
        assertThat(reader.markSupported()).isTrue();

        assertThat(owner.takeKinds()).isEmpty();
    }

    @Test
    void failureOfTheDriversStreamComesAsItIs() {
        failure = new IOException("reset by peer");

        assertThatThrownBy(input::read).isSameAs(failure);
        assertThatThrownBy(() -> output.write(1)).isSameAs(failure);
    }

    @Test
    void streamOfAnEndedBlockSaysSo() {
        owner.ended = true;

        assertThatThrownBy(reader::read)
                .isInstanceOf(IOException.class)
                .hasMessage("A stream of a transaction scope could not be used: The scope has ended.")
                .hasCauseInstanceOf(RefusedCallException.class)
                .hasRootCauseInstanceOf(TransactionManagementException.class);
        assertThatThrownBy(writer::flush).isInstanceOf(IOException.class);
        assertThatCode(() -> input.mark(1)).doesNotThrowAnyException();
        assertThat(calls).isEmpty();
    }
}
