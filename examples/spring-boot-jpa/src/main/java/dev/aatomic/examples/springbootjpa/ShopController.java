package dev.aatomic.examples.springbootjpa;

import java.util.concurrent.CompletionStage;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The shop over HTTP. */
@RestController
class ShopController {

    private final StockService stock;
    private final Checkout checkout;

    ShopController(StockService stock, Checkout checkout) {
        this.stock = stock;
        this.checkout = checkout;
    }

    /** As it was: the thread waits for the transaction. */
    @PostMapping("/products/{product}/stock")
    void add(@PathVariable long product, @RequestBody int quantity) {
        stock.add(product, quantity);
    }

    /** Answered when its transaction has ended, and holds no thread until then. */
    @PostMapping("/purchases")
    CompletionStage<Receipt> checkOut(@RequestBody Order order) {
        return checkout.checkOut(order);
    }
}
