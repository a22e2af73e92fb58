package dev.aatomic.examples.moving;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/** What the shop is made of after each step. */
enum Step {
    BEFORE(CheckoutService.class, PointService.class, StockService.class, ExchangeService.class),
    CHECK_OUT_MOVED(
            CheckoutAatomic.class, MovedCheckout.class, PointService.class, StockService.class, ExchangeService.class),
    GRANT_MOVED(
            CheckoutAatomic.class,
            ComposedCheckout.class,
            PointsAatomic.class,
            JpaPoints.class,
            StockService.class,
            ExchangeService.class),
    ADD_MOVED(
            CheckoutAatomic.class,
            ComposedCheckout.class,
            PointsAatomic.class,
            JpaPoints.class,
            JpaStockAatomic.class,
            JpaStock.class,
            ExchangeService.class),
    EXCHANGE_MOVED(
            CheckoutAatomic.class,
            ComposedCheckout.class,
            PointsAatomic.class,
            JpaPoints.class,
            JpaStockAatomic.class,
            JpaStock.class,
            JpaExchangesAatomic.class,
            JpaExchanges.class);

    private final Class<?>[] beans;

    Step(Class<?>... beans) {
        this.beans = beans;
    }

    /**
     * Starts the shop as it is after this step.
     *
     * @param surroundings what is the same in each step
     * @param others beans beside those of the step
     */
    AnnotationConfigApplicationContext start(ApplicationContext surroundings, Class<?>... others) {
        AnnotationConfigApplicationContext shop = new AnnotationConfigApplicationContext();
        shop.setParent(surroundings);
        shop.register(Transactional.class, NoticeListener.class);
        shop.register(beans);
        for (Class<?> other : others) {
            shop.register(other);
        }
        shop.refresh();
        return shop;
    }

    /** As Spring Boot does. */
    @EnableTransactionManagement(proxyTargetClass = true)
    static class Transactional {}

    /** Returns before the payment is known, as the moved method does by itself. */
    CompletionStage<String> checkOut(BeanFactory shop, Order order) {
        return this == BEFORE
                ? CompletableFuture.supplyAsync(
                        () -> shop.getBean(CheckoutService.class).checkOut(order))
                : shop.getBean(Checkout.class).checkOut(order);
    }
}
