package dev.aatomic.examples.structured;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Another service, which knows prices. */
final class Prices {

    private final HttpClient client;
    private final URI service;

    Prices(HttpClient client, URI service) {
        this.client = client;
        this.service = service;
    }

    /** Asks for a price, and gives up when interrupted. */
    BigDecimal of(String article) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(service.resolve("/prices/" + article)).build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("No price of '" + article + "': status " + answer.statusCode());
        }
        return new BigDecimal(answer.body());
    }
}
