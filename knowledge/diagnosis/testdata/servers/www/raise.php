<?php
header('X-Who: app');
throw new RuntimeException('on purpose');
