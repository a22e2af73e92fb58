package app;

import dev.aatomic.Aatomic;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

@Aatomic
public interface Files<T> extends Callable<T> {
    int none() throws IllegalStateException, AssertionError;

    int one() throws IOException;

    void oneAndItsSubclass() throws FileNotFoundException, IOException;

    byte several() throws IOException, SQLException;

    void severalWithoutValue() throws IOException, SQLException, IllegalStateException;

    List<? extends T> severalOfWildcard() throws IOException, TimeoutException;

    Object any() throws Throwable;

    <E extends Exception> T variable(Class<E> type) throws E;

    <E extends Exception> void variableAndOne(Class<E> type) throws E, IOException;

    @SuppressWarnings("aatomic:CheckedOnStage")
    CompletionStage<String> stage() throws IOException, SQLException;

    @dev.aatomic.NonAatomic
    void passedOn() throws IOException, SQLException;

    int rethrowing();
}
