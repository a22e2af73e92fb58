package dev.aatomic.spring.jpa;

import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.Window;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.jpa.repository.query.Procedure;
import org.springframework.data.repository.query.Param;
import org.springframework.scheduling.annotation.Async;

/** What an existing service has. */
interface Accounts extends JpaRepository<Account, Integer>, JpaSpecificationExecutor<Account>, AccountsByHand {

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

    @Lock(LockModeType.PESSIMISTIC_READ)
    @Query("select a from account a where a.id = ?1")
    Account lockShared(int id);

    int deleteByOwner(String owner);

    @Procedure("credit_all")
    void creditAll(@Param("amount") int amount);

    /** How many it has credited is told by a parameter that goes out. */
    @Procedure(procedureName = "credit_owner", outputParameterName = "credited")
    int creditOwner(@Param("whose") String owner, @Param("amount") int amount);

    /** A part of the caller's choice. */
    <T> List<T> findAnyByOwner(String owner, Class<T> type);

    boolean existsByOwner(String owner);

    long countByOwner(String owner);

    List<Account> findTop2ByOrderByBalanceDesc();

    Window<Account> findFirst2ByOrderById(ScrollPosition position);

    @NativeQuery("select balance from account where owner = ?1")
    List<Integer> balances(String owner);

    /** Leaves the entities that are known as they are. */
    @Modifying
    @Query("update account a set a.balance = a.balance + ?2 where a.owner = ?1")
    int creditUnseen(String owner, int amount);

    @Lock(LockModeType.OPTIMISTIC_FORCE_INCREMENT)
    Account findForcedById(int id);

    @Lock(LockModeType.OPTIMISTIC)
    Account findCheckedById(int id);

    Stream<Account> streamByOwner(String owner);

    /** Read on another thread. */
    @Async
    CompletableFuture<List<Account>> findElsewhereByOwner(String owner);

    /** Read at once. */
    CompletableFuture<List<Account>> findFutureByOwner(String owner);
}
