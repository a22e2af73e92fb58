package dev.aatomic.examples.springbootjpa;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The application. JPA and its transactions are configured by Spring Boot, and join blocks by the starter. */
@SpringBootApplication
public class ShopApplication {

    /**
     * Starts it.
     *
     * @param arguments properties, for example {@code --spring.datasource.url=jdbc:postgresql:shop}
     */
    public static void main(String[] arguments) {
        SpringApplication.run(ShopApplication.class, arguments);
    }
}
