package app;

import dev.aatomic.Aatomic;
import java.io.FileNotFoundException;
import java.sql.SQLException;

public interface Right extends Top<Integer> {
    Integer one(Integer second) throws FileNotFoundException, SQLException;

    @Aatomic(using = "right")
    void three();

    <Y extends Exception> void five(Class<Y> type) throws Y;
}
