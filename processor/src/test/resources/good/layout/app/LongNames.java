package app;

import dev.aatomic.Aatomic;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

@Aatomic(using = "a-database-with-a-very-long-name", savepoint = false)
public interface LongNames {
    CompletionStage<Map<String, Integer>> aMethodWhoseParametersGoOnTheNextLine(String first, Map<String, String> second);

    String aMethodWhoseBodyGoesOnTheNextLine(String firstParameter, String secondParameter, int third, int x);

    void aMethodWhoseArgumentsGoOnTheNextLine(
            String firstParameter, String secondParameter, String thirdParameter, String fourth, int fifth) throws TimeoutException;

    <T extends Comparable<T>> Map<T, CompletionStage<String>> aMethodThatTakesALineForEachOfItsManyParameters(
            Map<String, Map<String, T>> firstParameter,
            String secondParameterHasAVeryLongNameToo,
            String thirdParameterHasAVeryLongNameToo,
            String fourthParameterHasAVeryLongNameToo);
}
