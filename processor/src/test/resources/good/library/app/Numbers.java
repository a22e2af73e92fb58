package app;

import dev.aatomic.Aatomic;
import java.util.Comparator;
import java.util.function.UnaryOperator;

@Aatomic
public interface Numbers extends Comparator<Number>, UnaryOperator<Number> {
    long aVeryLongNameOfAMethodThatTakesAGreatMany(long firstParameter, long secondParameter, long thirdParameter);
}
