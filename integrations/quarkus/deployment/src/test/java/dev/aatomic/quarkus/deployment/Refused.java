package dev.aatomic.quarkus.deployment;

/** What blocks and transactions fail with. */
final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;
}
