import AccessControl
import Automations
import Customers
import Kernel
import Leads
import Platform
import TimeTracking
import WorkOrders

/// What is compiled into this executable: the one list.
enum CompiledCapabilities {
    static let all: [any Capability] = [
        AccessControlCapability(),
        AutomationsCapability(),
        CustomersCapability(),
        LeadsCapability(),
        PlatformCapability(),
        WorkOrdersCapability(),
        TimeTrackingCapability(),
    ]
}
