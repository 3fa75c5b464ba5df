"""Everything of playout that needs the network, outside of playout."""
