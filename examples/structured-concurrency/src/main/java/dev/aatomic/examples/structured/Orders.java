package dev.aatomic.examples.structured;

import dev.aatomic.Aatomic;

/** Takes orders. */
@Aatomic
public interface Orders {

    /**
     * Takes a piece out of stock, at the price that it has now.
     *
     * @throws InterruptedException if the calling thread is interrupted, which undoes everything
     */
    @Aatomic(timeout = "5s")
    Order place(String article) throws InterruptedException;
}
