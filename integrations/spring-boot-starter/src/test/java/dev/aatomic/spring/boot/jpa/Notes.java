package dev.aatomic.spring.boot.jpa;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

/** The rows. */
public interface Notes extends JpaRepository<Note, Integer> {

    /** By what they say. */
    List<Note> findByText(String text);
}
