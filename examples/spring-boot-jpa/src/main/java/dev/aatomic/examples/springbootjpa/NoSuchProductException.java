package dev.aatomic.examples.springbootjpa;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** There is no such product. */
@ResponseStatus(HttpStatus.NOT_FOUND)
public final class NoSuchProductException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NoSuchProductException(long id) {
        super("There is no product " + id);
    }
}
