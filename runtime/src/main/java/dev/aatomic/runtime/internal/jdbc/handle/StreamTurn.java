package dev.aatomic.runtime.internal.jdbc.handle;

import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The turns of a stream that reads from or writes to the driver's connection. It ends with its block.
 *
 * @param opener the handle through which it was reached
 * @param kind what reading or writing is to the block
 */
record StreamTurn(ConnectionHandle opener, HandleOwner.Kind kind) {

    /** A call on the driver's stream. */
    @FunctionalInterface
    interface Call<T extends @Nullable Object> {
        T apply() throws IOException;
    }

    /** A call on the driver's stream that returns nothing. */
    @FunctionalInterface
    interface Effect {
        void apply() throws IOException;
    }

    <T extends @Nullable Object> T call(Call<T> call) throws IOException {
        return call(kind, call);
    }

    void run(Effect effect) throws IOException {
        run(kind, effect);
    }

    void close(Effect effect) throws IOException {
        run(HandleOwner.Kind.PROPERTY, effect);
    }

    private void run(HandleOwner.Kind called, Effect effect) throws IOException {
        call(called, () -> {
            effect.apply();
            return true;
        });
    }

    private <T extends @Nullable Object> T call(HandleOwner.Kind called, Call<T> call) throws IOException {
        try {
            return inTurn(called, call);
        } catch (SQLException e) {
            throw new IOException(
                    "A stream of a transaction scope could not be used: " + RefusedCallException.describe(e), e);
        }
    }

    private <T extends @Nullable Object> T inTurn(HandleOwner.Kind called, Call<T> call)
            throws SQLException, IOException {
        return opener.callOwner(called, null, connection -> {
            try {
                return call.apply();
            } catch (IOException e) {
                throw StreamTurn.<RuntimeException>asItIs(e);
            }
        });
    }

    /** The turn knows nothing of streams and their failures, and lets them through. */
    @SuppressWarnings("unchecked")
    private static <X extends Throwable> X asItIs(IOException failure) throws X {
        throw (X) failure;
    }
}
