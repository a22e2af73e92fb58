package dev.aatomic.examples.bank;

import java.math.BigDecimal;

/** The sender of a transfer has less than it wants to send. */
public final class InsufficientFundsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InsufficientFundsException(long account, BigDecimal amount) {
        super("Account " + account + " holds less than " + amount);
    }
}
