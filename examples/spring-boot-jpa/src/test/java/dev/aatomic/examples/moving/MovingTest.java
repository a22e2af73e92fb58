package dev.aatomic.examples.moving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.aatomic.testing.Await;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.transaction.IllegalTransactionStateException;

/** What the page for users of Spring's annotation moves step by step does the same after each step, and a wrong step is refused. */
final class MovingTest {

    private static final Order ORDER = new Order(1, 3, "visa");
    private static final List<String> NOTHING = List.of("product 1: 10", "product 2: 10", "product 3: 1000");

    /** Where a purchase passes, at each step. */
    private static final List<String> PLACES = List.of(
            "before products.lock",
            "after products.lock",
            "before purchases.save",
            "after purchases.save",
            "before payments.charge",
            "after payments.charge",
            "before bonuses.save",
            "after bonuses.save",
            "before notices.save",
            "after notices.save");

    private static Surroundings surroundings;

    @BeforeAll
    static void open() {
        surroundings = new Surroundings();
    }

    @AfterAll
    static void close() {
        surroundings.close();
    }

    @BeforeEach
    void reset() {
        surroundings.reset();
    }

    @AfterEach
    void allConnectionsAreBack() {
        surroundings.haveTheirConnectionsBack();
    }

    private static void leavesNothingBehind() {
        assertThat(surroundings.committed()).isEqualTo(NOTHING);
        surroundings.haveTheirConnectionsBack();
    }

    /** Out of what a caller sees that joins. */
    private static Throwable thrown(CompletionStage<String> stage) {
        Await.end(stage);
        Throwable thrown = catchThrowable(() -> stage.toCompletableFuture().join());
        assertThat(thrown).isInstanceOf(CompletionException.class);
        return Await.unwrap(thrown);
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void purchaseIsCommittedOnceAndNotBeforeItIsPaid(Step step) {
        BeanFactory shop = surroundings.shopAfter(step);
        CompletionStage<String> stage = step.checkOut(shop, ORDER);
        Await.latch(surroundings.payments().asked());
        assertThat(surroundings.committed()).isEqualTo(NOTHING);
        surroundings.payments().answer();

        assertThat(Await.value(stage.toCompletableFuture())).isEqualTo("paid by visa");
        assertThat(surroundings.committed())
                .containsExactly(
                        "notice of 1",
                        "points 3",
                        "product 1: 7",
                        "product 2: 10",
                        "product 3: 1000",
                        "purchase of 1, paid by visa");
        assertThat(surroundings.places().passed()).isEqualTo(PLACES);
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void purchaseThatFailsAnywhereLeavesNothingBehind(Step step) {
        BeanFactory shop = surroundings.shopAfter(step);
        for (int place = 0; place < PLACES.size(); place++) {
            surroundings.reset();
            surroundings.places().fail(place);
            surroundings.payments().answer();

            assertThat(thrown(step.checkOut(shop, ORDER)))
                    .isSameAs(surroundings.places().thrown());
            assertThat(surroundings.places().thrown()).hasMessage(PLACES.get(place));
            leavesNothingBehind();
        }
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void purchaseWhosePaymentFailsLaterLeavesNothingBehind(Step step) {
        BeanFactory shop = surroundings.shopAfter(step);
        CompletionStage<String> stage = step.checkOut(shop, new Order(1, 3, "refused"));
        Await.latch(surroundings.payments().asked());
        surroundings.payments().answer();

        assertThat(thrown(stage)).isExactlyInstanceOf(GatedPayments.RefusedException.class);
        leavesNothingBehind();
    }

    /** As late as at the flush before COMMIT, when all of the method has been done. */
    @ParameterizedTest
    @EnumSource(Step.class)
    void purchaseThatTheDatabaseRefusesLeavesNothingBehind(Step step) {
        BeanFactory shop = surroundings.shopAfter(step);
        surroundings.payments().answer();
        assertThat(thrown(step.checkOut(shop, new Order(3, 101, "visa"))))
                .rootCause()
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23514"));
        assertThat(surroundings.places().passed()).contains("after bonuses.save");
        leavesNothingBehind();
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void exchangeIsCommittedAsAWholeOrNotAtAll(Step step) {
        BeanFactory shop = surroundings.shopAfter(step);
        Exchanges exchanges = shop.getBean(Exchanges.class);
        exchanges.exchange(1, 2);
        assertThat(surroundings.committed()).startsWith("product 1: 11", "product 2: 9");

        int places = surroundings.places().passed().size();
        assertThat(places).isEqualTo(4);
        for (int place = 0; place < places; place++) {
            surroundings.reset();
            surroundings.places().fail(place);
            Throwable thrown = catchThrowable(() -> exchanges.exchange(1, 2));
            assertThat(thrown).isNotNull().isSameAs(surroundings.places().thrown());
            leavesNothingBehind();
        }
    }

    private static AnnotationConfigApplicationContext shopWithMistakes() {
        return surroundings.shopAfter(Step.GRANT_MOVED, Mistakes.class, PointService.class);
    }

    @Test
    void innerMethodThatReturnsAStageIsRefusedInSpringsTransaction() {
        try (AnnotationConfigApplicationContext shop = shopWithMistakes()) {
            Mistakes mistakes = shop.getBean(Mistakes.class);
            assertThatThrownBy(() -> mistakes.innerFirst(ORDER))
                    .rootCause()
                    .hasMessageStartingWith("Block 'Points.grant', whose body is asynchronous, was opened inside the"
                            + " Spring transaction '" + Mistakes.class.getName() + ".innerFirst', which commits when"
                            + " its method returns")
                    .hasMessageContaining("make the method around it @Aatomic too");
            leavesNothingBehind();
        }
    }

    @Test
    void stageUnderSpringsAnnotationIsRefused() {
        try (AnnotationConfigApplicationContext shop = shopWithMistakes()) {
            Mistakes mistakes = shop.getBean(Mistakes.class);
            assertThatThrownBy(() -> mistakes.stage(ORDER))
                    .isInstanceOf(IllegalTransactionStateException.class)
                    .hasMessageContaining("Spring commits as the method returns")
                    .hasMessageContaining("Annotate the method with @Aatomic in place of Spring's annotation");
            leavesNothingBehind();
        }
    }

    /** As any call on a thread without a block, which may be what was meant: nobody can tell it from a right one. */
    @Test
    void springsTransactionOnAStageThatIsNotTheBlocksCommitsAlone() {
        try (AnnotationConfigApplicationContext shop = shopWithMistakes()) {
            CompletionStage<String> stage = shop.getBean(Mistakes.class).unbound(ORDER);
            surroundings.payments().answer();

            assertThat(Await.cause(stage)).hasMessage("after the points");
            assertThat(surroundings.committed())
                    .containsExactly("points 3", "product 1: 10", "product 2: 10", "product 3: 1000");
        }
    }
}
