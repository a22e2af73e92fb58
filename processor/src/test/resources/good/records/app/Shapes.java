package app;

import dev.aatomic.Aatomic;
import java.util.List;
import java.util.concurrent.CompletionStage;

@Aatomic
interface Shapes {
    CompletionStage<Line<Point>> connect(Point from, Point to);

    @SuppressWarnings("unchecked")
    <P extends Record & Comparable<P>> List<Line<P>> all(Line<? super P>... lines);

    Figure figure(Figure.Square square);

    record Point(int x, int y) {}

    record Line<P>(P from, P to) {}

    sealed interface Figure permits Figure.Square {
        record Square(int side) implements Figure {}
    }
}
