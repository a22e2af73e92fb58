package app;

import java.util.Collection;
import java.util.concurrent.CompletionStage;

public interface Wide<N extends Number, C extends Collection<? extends CharSequence>> extends Comparable<Wide<N, C>> {
    N number(N value);

    C list(C list);

    CompletionStage<? extends Number> stage();

    Wide<N, C> self();

    N[] array(C[][] lists);
}
