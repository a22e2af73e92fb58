package app;

import java.io.IOException;
import java.sql.SQLException;

public interface Left<T extends Number> extends Top<T> {
    Number one(Integer first) throws IOException, SQLException, InterruptedException;

    @Override
    default void two() {}

    void three();

    <X extends Exception> void five(Class<X> type) throws X;
}
