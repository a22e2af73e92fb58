package dev.aatomic.examples.webflux;

import java.math.BigDecimal;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The accounts over HTTP. WebFlux subscribes, and cancels when the client hangs up. */
@RestController
class AccountsController {

    private final Accounts accounts;

    AccountsController(Accounts accounts) {
        this.accounts = accounts;
    }

    @PostMapping("/transfers")
    Mono<Receipt> transfer(@RequestBody Transfer transfer) {
        return accounts.transfer(transfer);
    }

    @PostMapping(path = "/interest", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<Account> payInterest(@RequestParam BigDecimal percent) {
        return accounts.payInterest(percent);
    }

    @GetMapping(path = "/accounts", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<Account> all() {
        return accounts.all();
    }

    @ExceptionHandler
    ProblemDetail refuse(InsufficientFundsException failure) {
        ProblemDetail problem =
                ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, String.valueOf(failure.getMessage()));
        problem.setProperty("account", failure.account());
        return problem;
    }
}
