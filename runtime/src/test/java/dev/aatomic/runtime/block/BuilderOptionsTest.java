package dev.aatomic.runtime.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.NoDriver;
import java.lang.reflect.Field;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What cannot be built says which option is wrong, when it is built. */
@Tag("bad-input")
final class BuilderOptionsTest {

    private static Transactions.Builder builder() {
        return Transactions.builder().database("default", new NoDriver(), 1);
    }

    @Test
    void contextPropagationNeedsSomethingThatPropagates() {
        assertThatThrownBy(() -> builder().contextPropagation(true).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("contextPropagation")
                .hasMessageContaining("aatomic-context-propagation");
    }

    @Test
    void limitsMustBePositive() {
        assertThatThrownBy(() -> builder().commitTimeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("commitTimeout");
        assertThatThrownBy(() -> builder().closeTimeout(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("closeTimeout");
    }

    /** As long as HikariCP's own, which nobody would wait for here. */
    @Test
    void f10WaitForAConnectionIsBoundedIfNobodySaysHow() throws Exception {
        Transactions.Builder builder = builder();
        Field limit = builder.getClass().getDeclaredField("connectionTimeout");
        limit.setAccessible(true);

        assertThat(limit.get(builder)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void noDatabaseIsNothingToBuild() {
        assertThatThrownBy(() -> Transactions.builder().build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("database");
    }
}
