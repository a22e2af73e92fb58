package dev.aatomic.examples.micronautreactor;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Error;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import jakarta.inject.Inject;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The accounts over HTTP. Its methods run on the event loop; what they return does not. */
@Controller
class AccountsController {

    private final Accounts accounts;

    @Inject
    AccountsController(Accounts accounts) {
        this.accounts = accounts;
    }

    @Post("/transfers")
    Mono<Receipt> transfer(HttpRequest<?> request, @Body Transfer transfer) {
        return accounts.transfer(transfer).takeUntilOther(HangUp.of(request));
    }

    @Get("/accounts")
    @Produces(MediaType.TEXT_EVENT_STREAM)
    Flux<Account> list(HttpRequest<?> request) {
        return accounts.list().takeUntilOther(HangUp.of(request));
    }

    @Error(exception = InsufficientFundsException.class)
    @Produces(MediaType.TEXT_PLAIN)
    HttpResponse<String> refuse(InsufficientFundsException refused) {
        return HttpResponse.<String>status(HttpStatus.CONFLICT).body(refused.getMessage());
    }
}
