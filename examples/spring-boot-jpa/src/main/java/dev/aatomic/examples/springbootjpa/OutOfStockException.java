package dev.aatomic.examples.springbootjpa;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ResponseStatus;

/** There is not enough of the product. */
@ResponseStatus(HttpStatus.CONFLICT)
public final class OutOfStockException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OutOfStockException(long id) {
        super("There is not enough of product " + id);
    }
}
