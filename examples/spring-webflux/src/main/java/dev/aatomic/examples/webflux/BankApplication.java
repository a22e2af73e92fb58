package dev.aatomic.examples.webflux;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The application. The transactions are made of its data source, and the generated class is found by scanning. */
@SpringBootApplication
public class BankApplication {

    /**
     * Starts it.
     *
     * @param arguments properties, for example {@code --spring.datasource.url=jdbc:postgresql:bank}
     */
    public static void main(String[] arguments) {
        SpringApplication.run(BankApplication.class, arguments);
    }
}
