package dev.aatomic.examples.springboot;

import java.math.BigDecimal;
import java.util.concurrent.CompletionStage;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The accounts over HTTP. A request is answered when its transaction has ended, and holds no thread until then. */
@RestController
class AccountsController {

    private final Accounts accounts;

    AccountsController(Accounts accounts) {
        this.accounts = accounts;
    }

    @PostMapping("/transfers")
    CompletionStage<Receipt> transfer(@RequestBody Transfer transfer) {
        return accounts.transfer(transfer);
    }

    @GetMapping("/accounts/{id}")
    CompletionStage<BigDecimal> balance(@PathVariable long id) {
        return accounts.balance(id);
    }
}
