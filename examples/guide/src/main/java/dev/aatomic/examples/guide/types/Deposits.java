package dev.aatomic.examples.guide.types;

// tag::interface[]
import com.google.common.util.concurrent.ListenableFuture;
import dev.aatomic.Aatomic;
import dev.aatomic.AdaptedBy;

@Aatomic
@AdaptedBy(ListenableFutureBlocks.class)
public interface Deposits {

    ListenableFuture<Integer> deposit(long account, int amount);
}
// end::interface[]
