package dev.aatomic.examples.webflux;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** Another service, which approves transfers, and is told of those that were made. */
@Component
class Compliance {

    private final WebClient client;

    Compliance(WebClient.Builder client, @Value("${bank.compliance}") String address) {
        this.client = client.baseUrl(address).build();
    }

    /** Completes if the transfer may be made, and fails otherwise. */
    Mono<Void> approve(Transfer transfer) {
        return post("/approvals", transfer);
    }

    Mono<Void> report(Receipt receipt) {
        return post("/reports", receipt);
    }

    private Mono<Void> post(String path, Object body) {
        return client.post()
                .uri(path)
                .bodyValue(body)
                .retrieve()
                .toBodilessEntity()
                .then();
    }
}
