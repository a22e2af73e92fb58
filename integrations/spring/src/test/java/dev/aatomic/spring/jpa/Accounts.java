package dev.aatomic.spring.jpa;

import jakarta.persistence.LockModeType;
import java.util.List;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Slice;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

/** What an existing service has. */
interface Accounts extends JpaRepository<Account, Integer> {

    /** A part of an account. */
    interface Balance {
        int getId();

        int getBalance();
    }

    /** The same, made by a constructor. */
    record OwnedBalance(String owner, int balance) {}

    List<Account> findByOwner(String owner);

    Page<Account> findByBalanceGreaterThan(int balance, Pageable page);

    Slice<Account> findByOwnerOrderById(String owner, Pageable page);

    List<Balance> findProjectedByOwner(String owner);

    List<OwnedBalance> findOwnedByOwner(String owner);

    @Query("select sum(a.balance) from account a")
    long total();

    @Modifying(flushAutomatically = true, clearAutomatically = true)
    @Query("update account a set a.balance = a.balance + ?2 where a.owner = ?1")
    int credit(String owner, int amount);

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select a from account a where a.id = ?1")
    Account lock(int id);

    int deleteByOwner(String owner);
}
