package dev.aatomic.runtime.internal.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which threads are taken for those of a reactive library; those of the libraries themselves are tried in the modules for these. */
@Tag("rooms")
final class ReactiveThreadTest {

    @ParameterizedTest
    @CsvSource({
        "boundedElastic-12, ReactorTransactions",
        "loomBoundedElastic-1, ReactorTransactions",
        "RxCachedThreadScheduler-3, RxJavaTransactions",
        "RxNewThreadScheduler-1, RxJavaTransactions",
    })
    void threadThatMayBlockIsKnownByItsName(String name, String mend) {
        assertThat(ReactiveThread.mend(new Thread(() -> {}, name)))
                .startsWith(". ")
                .contains(mend);
    }

    @Test
    void otherThreadIsNot() {
        assertThat(ReactiveThread.mend(new Thread(() -> {}, "worker-1"))).isEmpty();
        assertThat(ReactiveThread.mend(Thread.currentThread())).isEmpty();
    }
}
