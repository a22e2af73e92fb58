package dev.aatomic.examples.springbootjpa;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** The card was refused. */
@ResponseStatus(HttpStatus.PAYMENT_REQUIRED)
public final class PaymentRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PaymentRefusedException(String card) {
        super("The card was refused: " + card);
    }
}
