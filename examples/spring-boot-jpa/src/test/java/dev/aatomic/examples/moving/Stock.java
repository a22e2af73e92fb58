package dev.aatomic.examples.moving;

/** How much of each product is there. */
public interface Stock {

    void add(long product, int quantity);
}
