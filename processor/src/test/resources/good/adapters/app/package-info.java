@AdaptedBy(lib.TaskBlocks.class)
package app;

import dev.aatomic.AdaptedBy;
