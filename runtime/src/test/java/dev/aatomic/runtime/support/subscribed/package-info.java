/** Types that do nothing until somebody subscribes, and then open a block: the suites open their blocks through them. */
package dev.aatomic.runtime.support.subscribed;
