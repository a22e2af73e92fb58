package dev.aatomic.examples.structured;

import java.math.BigDecimal;

/** What was ordered. */
public record Order(String article, BigDecimal price) {}
