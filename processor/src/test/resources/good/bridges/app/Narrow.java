package app;

import dev.aatomic.Aatomic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

@Aatomic
public interface Narrow extends Wide<Integer, List<String>>, Other<Integer> {
    @Override
    Integer number(Integer value);

    @Override
    ArrayList<String> list(List<String> list);

    @Override
    CompletableFuture<Integer> stage();

    @Override
    Narrow self();

    Integer number(Long value);
}
