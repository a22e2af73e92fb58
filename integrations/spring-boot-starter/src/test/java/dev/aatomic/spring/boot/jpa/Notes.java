package dev.aatomic.spring.boot.jpa;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.scheduling.annotation.Async;

/** The rows. */
public interface Notes extends JpaRepository<Note, Integer> {

    /** By what they say. */
    List<Note> findByText(String text);

    /** The same, on another thread where methods may run there. */
    @Async
    CompletableFuture<List<Note>> findElsewhereByText(String text);
}
