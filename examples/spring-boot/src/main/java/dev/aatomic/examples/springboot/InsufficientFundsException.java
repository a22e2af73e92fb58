package dev.aatomic.examples.springboot;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** There is not enough money in the account. */
@ResponseStatus(HttpStatus.CONFLICT)
public final class InsufficientFundsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InsufficientFundsException(long id) {
        super("There is not enough money in account " + id);
    }
}
