package dev.aatomic.examples.webflux;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** There is no such account. */
@ResponseStatus(HttpStatus.NOT_FOUND)
public final class AccountNotFoundException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AccountNotFoundException(long id) {
        super("There is no account " + id);
    }
}
