package dev.aatomic.spring.boot.jpa;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Has nothing but an entity and a repository. */
@SpringBootApplication
public class JpaTestApplication {}
